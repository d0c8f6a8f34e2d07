import type { CopyForm } from './fields'

/** @param throughSnapshot a snapshot of it is to be copied in its stead */
export function chooseSource(form: CopyForm, id: string, throughSnapshot: boolean): void {
  form.setValue('sourceId', id, { shouldValidate: true })
  form.setValue('throughSnapshot', throughSnapshot)
  if (throughSnapshot) form.setValue('type', 'offline')
  form.setValue('madeSnapshotId', '')
  form.setValue('madeMapping', false)
  form.setValue('nodeId', '')
  // What can be a target depends on the source.
  form.setValue('targetId', '')
}
