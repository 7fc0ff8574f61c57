export async function startExercise(_id: string): Promise<void> {}
