import { ConfigReader } from '@backstage/config';
import { readMetricSources } from './readMetricSources';

function read(prometheus: object[], clusters = ['north', 'south']) {
  const config = new ConfigReader({ dataPipelines: { metrics: { prometheus: JSON.parse(JSON.stringify(prometheus)) } } });
  return readMetricSources(config, clusters);
}

describe('readMetricSources', () => {
  it('gives each cluster the first entry that lists it, or lists none', () => {
    const sources = read([
      { clusters: ['south'], url: 'http://127.0.0.1:1/{cluster}/prometheus', refresh: { seconds: 5 } },
      { url: 'https://prometheus.example.com', clusterLabel: 'cluster' },
    ]);
    expect([...sources.keys()].sort()).toEqual(['north', 'south']);
    expect(sources.get('south')).toMatchObject({ refreshMs: 5000, matchers: {}, options: { url: 'http://127.0.0.1:1/south/prometheus' } });
    expect(sources.get('north')).toMatchObject({ refreshMs: 15000, matchers: { cluster: 'north' }, name: 'Prometheus (north)' });
  });

  it('has no source where nothing is configured', () => {
    expect(readMetricSources(new ConfigReader({}), ['north']).size).toBe(0);
  });

  it('reads one kind of credentials and refuses two', () => {
    expect(read([{ url: 'http://p', basicAuth: { username: 'u', password: 'p' } }]).get('north')).toMatchObject({
      options: { authorization: 'Basic dTpw' },
    });
    expect(() => read([{ url: 'http://p', bearerToken: 'x', basicAuth: { username: 'u', password: 'p' } }])).toThrow('both bearerToken and basicAuth');
  });

  it('refuses an address that is none', () => {
    expect(() => read([{ url: 'prometheus.example.com' }])).toThrow('not an http or https address');
    expect(() => read([{ url: 'file:///etc/passwd' }])).toThrow('not an http or https address');
  });

  it('asks no source faster than once a second', () => {
    expect(read([{ url: 'http://p', refresh: { milliseconds: 10 } }]).get('north')?.refreshMs).toBe(1000);
  });
});
