import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** The component of `id`, once its code has come. */
export function useLazy<T extends string>(
  loaders: Readonly<Record<T, () => Promise<ComponentType>>>,
  id: T | undefined,
): ComponentType | undefined {
  const [loaded, setLoaded] = useState<{ id: T; component: ComponentType }>()
  useEffect(() => {
    if (id === undefined || loaded?.id === id) return
    let wanted = true
    loaders[id]().then((component) => {
      if (wanted) setLoaded({ id, component })
    })
    return () => {
      wanted = false
    }
  }, [id])
  return loaded?.id === id ? loaded?.component : undefined
}
