import type en from '../en/entry'
import type { Translated } from '../translated'

export default {
  tagline: 'Ein Speicher-Array in Software',
  signIn: {
    title: 'Anmelden',
    email: 'E-Mail-Adresse',
    password: 'Kennwort',
    submit: 'Anmelden',
  },
  setUp: {
    title: 'Array einrichten',
    text: 'Dieses Array hat noch niemand verwendet. Zuerst kommt der Administrator, der alles darf.',
    name: 'Ihr Name',
    email: 'E-Mail-Adresse',
    password: 'Kennwort',
    passwordHint: 'Mindestens {minimum, number} Zeichen.',
    code: 'Einrichtungscode',
    codeHint: 'Lunette hat ihn beim Start ausgegeben. Er zeigt, dass das Array Ihnen gehört.',
    submit: 'Administrator anlegen',
    position: 'Schritt {step, number} von 2',
  },
  welcome: {
    title: 'Name und erster Pool',
    text: 'Wie das Array heißt, und wo die Daten seiner virtuellen Laufwerke liegen sollen.',
    arrayName: 'Name des Arrays',
    poolName: 'Name des Pools',
    submit: 'Fertigstellen',
    later: 'Später erledigen',
    done: 'Das Array ist bereit',
    nameRefused: 'Der Pool {pool} wurde erstellt, aber das Array konnte nicht benannt werden: {reason}',
  },
} satisfies Translated<typeof en>
