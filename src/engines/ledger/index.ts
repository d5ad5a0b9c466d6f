/** What domains and the program use of the engine. */
export { checkLedger, type LedgerFault } from './check.ts'
export {
  type AccountKey,
  type AccountKind,
  accountOf,
  declareLedger,
  type Ledger,
  ledgerOf,
  type OwnerKind,
  type Rule,
} from './spec.ts'
export * from './write.ts'
