export function showSearch(): void {}
