/** The first script of every page: what must answer before the lab is there. */
export {}
