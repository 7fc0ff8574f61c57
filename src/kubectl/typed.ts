import type { JsonObject } from '../cluster/api/object.ts'
import { inGoOrder } from '../cluster/apiserver/schema/go-order.ts'
import type { Invocation } from './invocation.ts'
import { structOfObject } from './object-types.ts'
import { formatPrinter, type ObjectPrinter, operationPrinter } from './printers/object-printer.ts'

/** As operationPrinter, for commands that know the Go type of what they print: JSON has its fields in that type's order, not by name. */
export function typedOperationPrinter(k: Invocation, operation: string): ObjectPrinter {
  const print = operationPrinter(k, operation, { sorted: false })
  return (object) => print(typed(object))
}

/** As formatPrinter, likewise. */
export function typedFormatPrinter(k: Invocation): ObjectPrinter | undefined {
  const print = formatPrinter(k, k.str('output'), { sorted: false })
  return print && ((object) => print(typed(object)))
}

function typed(object: JsonObject): JsonObject {
  const struct = structOfObject(object)
  return struct ? inGoOrder(struct, object) : object
}
