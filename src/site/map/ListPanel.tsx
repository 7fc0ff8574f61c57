import '../styles/map.css'
import { fill } from '../i18n/fill.ts'
import { host, selected, texts } from '../workspace/store.ts'
import { clockText } from '../workspace/TimeControls.tsx'
import { DetailsCard } from './DetailsCard.tsx'
import { isShown, reasonOf } from './journey.ts'
import { ListRow, ListTable, NameOf } from './ListTable.tsx'
import { catches } from './layout.ts'
import { type MapService, mapModel } from './model.ts'
import { LISTED, PodTable } from './PodTable.tsx'

/** Requests named in the list. */
const REQUESTS = 12
/** Pods named that a Service catches; of more their number is told. */
const NAMED = 12

/** The facts of the map in words, for eyes, keys and ears alike. */
export function ListPanel() {
  const lab = host.value?.lab.value
  const words = texts.value
  void host.value?.changes.value
  void host.value?.now.value
  if (!lab) return null
  const model = mapModel(lab.cluster)
  const requests = lab.traces.filter(isShown).slice(-REQUESTS).reverse()
  const caught = (service: MapService): string => {
    const names = model.pods.filter((pod) => catches(service, pod)).map((pod) => pod.name)
    return names.length > NAMED ? `${names.slice(0, NAMED).join(', ')} … (${names.length})` : names.join(', ') || '–'
  }
  return (
    <div class="list-panel">
      <div class="list-scroll">
        <h3>Nodes</h3>
        <ListTable kind="listed-nodes" columns={['NAME', 'STATUS', 'INTERNAL-IP', 'PODS']}>
          {model.nodes.map((node) => (
            <ListRow
              key={node.key}
              head={<NameOf id={node.key} name={node.name} />}
              cells={[
                `${node.ready ? 'Ready' : 'NotReady'}${node.schedulable ? '' : ',SchedulingDisabled'}`,
                node.address,
                model.pods.filter((pod) => pod.node === node.name).length,
              ]}
            />
          ))}
        </ListTable>
        <h3>Services</h3>
        {model.services.length === 0 ? (
          <p>{words.noServicesYet}</p>
        ) : (
          <ListTable kind="listed-services" columns={['NAME', 'TYPE', 'CLUSTER-IP', 'PORT(S)', 'SELECTOR', words.caughtPods]}>
            {model.services.map((service) => (
              <ListRow
                key={service.key}
                head={
                  <>
                    <NameOf id={service.key} name={service.name} />
                    <small>
                      {service.name}.{service.namespace}.svc.cluster.local
                    </small>
                  </>
                }
                cells={[service.type, service.clusterIP || service.externalName, service.ports, service.selector || '–', caught(service)]}
              />
            ))}
          </ListTable>
        )}
        <h3>Pods</h3>
        {model.pods.length === 0 ? <p>{words.noPodsYet}</p> : <PodTable pods={model.pods} />}
        {model.pods.length > LISTED && <p>{fill(words.listedOf, { shown: LISTED, count: model.pods.length })}</p>}
        <h3>{words.lastRequests}</h3>
        {requests.length === 0 ? (
          <p>{words.noRequestsYet}</p>
        ) : (
          <ol class="requests">
            {requests.map((trace) => (
              <li key={trace.id} class={trace.outcome === 'connected' ? 'alive' : 'dead'}>
                <span class="at">{clockText(trace.at - lab.opened)}</span>{' '}
                <code>
                  {trace.from.replace(/^pod\/[^/]+\//, '')} → {trace.target}
                </code>{' '}
                {reasonOf(trace, words, model)}
              </li>
            ))}
          </ol>
        )}
      </div>
      {selected.value && <DetailsCard lab={lab} id={selected.value} />}
    </div>
  )
}
