import type { Scalar } from './values.ts'

/** What statements leave their place by. */
export class Next {
  /** `nextfile` */
  readonly file: boolean
  constructor(file: boolean) {
    this.file = file
  }
}

export class Exit {
  readonly status: number | undefined
  constructor(status: number | undefined) {
    this.status = status
  }
}

export class Return {
  readonly value: Scalar
  constructor(value: Scalar) {
    this.value = value
  }
}

export class Break {}

export class Continue {}
