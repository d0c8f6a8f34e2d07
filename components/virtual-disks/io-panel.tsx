'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useFormatter, useLocale, useTranslations } from 'use-intl'
import { formatBytes } from '@/server/messages/bytes'
import { Rate } from '../ui/bytes'
import { Fact, Facts } from '../ui/facts'
import { Panel } from '../ui/panel'
import { type StatisticsSample, statisticsQuery } from './statistics'

/** What hosts do with the disk right now, and have done since the engine started. */
export function IoPanel({ id }: { id: string }) {
  const t = useTranslations('virtualDisks.io')
  const format = useFormatter()
  const { data, isError } = useQuery(statisticsQuery(id))
  return (
    <Panel title={t('title')}>
      {isError && !data ? (
        <p className="text-sm text-soft">{t('none')}</p>
      ) : (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Direction word={t('reads')} sample={data} operations="readOperations" bytes="readBytes" latency="readLatencyMicros" />
            <Direction word={t('writes')} sample={data} operations="writeOperations" bytes="writtenBytes" latency="writeLatencyMicros" />
          </div>
          <div className="mt-3.5">
            <Facts>
              <Fact name={t('flushes')}>
                <Figure>{data && format.number(data.counters.flushes)}</Figure>
              </Fact>
              <Fact name={t('copyOnWrite')}>
                <Figure>{data && format.number(data.counters.copyOnWriteOperations)}</Figure>
              </Fact>
              {data?.counters.lastBarrierMicros == null ? null : (
                <Fact name={t('lastBarrier')}>
                  <Micros value={data.counters.lastBarrierMicros} />
                </Fact>
              )}
            </Facts>
          </div>
        </>
      )}
    </Panel>
  )
}

interface DirectionProps {
  word: string
  sample: StatisticsSample | undefined
  operations: 'readOperations' | 'writeOperations'
  bytes: 'readBytes' | 'writtenBytes'
  latency: 'readLatencyMicros' | 'writeLatencyMicros'
}

function Direction({ word, sample, operations, bytes, latency }: DirectionProps) {
  const t = useTranslations('virtualDisks.io')
  const format = useFormatter()
  const locale = useLocale()
  const perSecond = sample?.perSecond
  return (
    <section aria-label={word} className="min-w-0 rounded-md bg-sunken px-3 py-2.5">
      <h3 className="text-xs text-faint">{word}</h3>
      <p className="mt-0.5 text-xl font-semibold">
        <Figure>{perSecond && <Rate bytesPerSecond={perSecond[bytes]} />}</Figure>
      </p>
      <p className="text-sm text-soft">
        <Figure>
          {perSecond && t('perSecond', { count: format.number(perSecond[operations], { maximumFractionDigits: 0 }) })}
        </Figure>
      </p>
      <dl className="mt-2 space-y-1 text-xs text-soft">
        <div>
          <dt className="text-faint">{t('latency')}</dt>
          <dd>
            <Figure>
              {sample && sample.counters[operations] > 0 && (
                <>
                  <Micros value={sample.counters[latency].p50} /> / <Micros value={sample.counters[latency].p99} />
                </>
              )}
            </Figure>
          </dd>
        </div>
        <div>
          <dt className="text-faint">{t('total')}</dt>
          <dd>
            <Figure>
              {sample &&
                t('totalValue', {
                  operations: format.number(sample.counters[operations]),
                  bytes: formatBytes(locale, sample.counters[bytes]),
                })}
            </Figure>
          </dd>
        </div>
      </dl>
    </section>
  )
}

/** Keeps its line while there is no figure yet. */
function Figure({ children }: { children: ReactNode }) {
  return <span className="figures">{children || '–'}</span>
}

function Micros({ value }: { value: number }) {
  const format = useFormatter()
  return value < 1_000
    ? `${format.number(value, { maximumFractionDigits: 0 })} µs`
    : `${format.number(value / 1_000, { maximumFractionDigits: value < 10_000 ? 1 : 0 })} ms`
}
