import type SvgIcon from '@mui/material/SvgIcon';
import Bolt from '@mui/icons-material/BoltOutlined';
import Hub from '@mui/icons-material/HubOutlined';
import ManageSearch from '@mui/icons-material/ManageSearchOutlined';
import Storage from '@mui/icons-material/StorageOutlined';
import Widgets from '@mui/icons-material/WidgetsOutlined';

const ICONS: Record<string, typeof SvgIcon> = { kafka: Hub, spark: Bolt, elasticsearch: ManageSearch, statefulset: Storage };

const NAMES: Record<string, string> = { kafka: 'Kafka', spark: 'Spark', elasticsearch: 'Elasticsearch', statefulset: 'StatefulSet' };

/** The name of an engine as its makers write it; a third party's engine by its id. */
export function engineName(engine: string): string {
  return NAMES[engine] ?? engine;
}

/** The sign of an engine beside its name; says nothing by itself. */
export function EngineIcon({ engine }: { engine: string }) {
  const Icon = ICONS[engine] ?? Widgets;
  return <Icon aria-hidden sx={{ fontSize: 20, color: theme => theme.penstock.fg2, flex: 'none' }} />;
}
