/** The protocol has no answer for what happened: the connection is closed, and the message is for whoever debugs. */
export class HardDisconnect extends Error {}
