import type { IscsiSessionFacts } from '../../contract'
import type { Established } from './login'
import { OURS } from './operational-keys'
import { addressOf, type Tcp } from './send-targets'

/** What a login came to, as an administrator reads it. */
export function agreedOf({ isid, authentication, agreement }: Established, tsih: number, portal: Tcp): IscsiSessionFacts {
  return {
    portal: addressOf(portal),
    isid,
    tsih,
    authentication,
    headerDigest: agreement.headerDigest,
    dataDigest: agreement.dataDigest,
    initiatorMaxRecvDataSegmentLength: agreement.maxRecvDataSegmentLength,
    targetMaxRecvDataSegmentLength: OURS.maxRecvDataSegmentLength,
    maxBurstLength: agreement.maxBurstLength,
    firstBurstLength: agreement.firstBurstLength,
    immediateData: agreement.immediateData,
    initialR2t: agreement.initialR2t,
    errorRecoveryLevel: OURS.errorRecoveryLevel,
  }
}
