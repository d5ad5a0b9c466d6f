/** What domains and the program use of the engine. */
export * from './check.ts'
export * from './read.ts'
export * from './spec.ts'
export * from './write.ts'
