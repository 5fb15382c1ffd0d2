export type Node = unknown
export type Ref<T> = { current: T }
export interface Signal<T> {
  value: T
  peek(): T
}
export interface ReadonlySignal<T> {
  readonly value: T
  peek(): T
}

export function h(...all: unknown[]): Node
export function render(node: Node, parent: Element): void
export const Fragment: unknown
export function html(strings: TemplateStringsArray, ...values: unknown[]): Node
export function useEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void
export function useLayoutEffect(run: () => void | (() => void), inputs?: readonly unknown[]): void
export function useRef<T>(value: T): Ref<T>
export function useState<T>(value: T | (() => T)): [T, (next: T | ((old: T) => T)) => void]
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T
export function signal<T>(value: T): Signal<T>
export function computed<T>(make: () => T): ReadonlySignal<T>
export function effect(run: () => void | (() => void)): () => void
export function batch(run: () => void): void
export function useSignal<T>(value: T): Signal<T>
export function useComputed<T>(make: () => T): ReadonlySignal<T>
export function useSignalEffect(run: () => void): void
/** MapLibre's own types are not at hand. */
export const maplibre: Promise<any>
