import { useRef, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import ExpandMore from '@mui/icons-material/ExpandMoreOutlined';
import type { FaultKind, FaultOrder } from '../api/simulationControlsApiRef';
import { useWords } from '../parts/words';
import { asksOnlyElement, placeOf, type FaultTarget } from './faultTargets';

/** Props of {@link FaultMenu}. */
export interface FaultMenuProps {
  kinds: readonly FaultKind[];
  targets: readonly FaultTarget[];
  /** The id of the text that says why it cannot be used; undefined where it can. */
  refusedBy?: string;
  onOrder: (order: FaultOrder) => void;
  /** A kind that asks for more than an element was chosen. */
  onAsk: (kind: FaultKind) => void;
}

/** The kinds of fault; one that only asks for an element opens the list of elements below itself. */
export function FaultMenu({ kinds, targets, refusedBy, onOrder, onAsk }: FaultMenuProps) {
  const t = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [unfolded, setUnfolded] = useState<string>();
  const refused = refusedBy !== undefined;
  const close = () => {
    setOpen(false);
    setUnfolded(undefined);
  };
  const items = kinds.flatMap(kind => {
    const only = asksOnlyElement(kind);
    const shown = unfolded === kind.fault;
    const choose = () => {
      if (only) setUnfolded(shown ? undefined : kind.fault);
      else {
        close();
        onAsk(kind);
      }
    };
    return [
      <MenuItem key={kind.fault} onClick={choose} aria-expanded={only ? shown : undefined} sx={{ whiteSpace: 'normal', maxWidth: 440 }}>
        <Box sx={{ minWidth: 0 }}>
          <Box sx={{ fontWeight: 500 }}>{kind.label}</Box>
          <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{kind.explanation}</Box>
        </Box>
      </MenuItem>,
      ...(shown
        ? targets.map(target => (
            <MenuItem
              key={`${kind.fault} ${target.id}`}
              sx={{ paddingLeft: 5 }}
              onClick={() => {
                close();
                onOrder({ fault: kind.fault, cluster: target.cluster, parameters: placeOf(kind, target) });
              }}
            >
              {`${target.title} · ${target.cluster}`}
            </MenuItem>
          ))
        : []),
    ];
  });
  return (
    <>
      <Button
        ref={button}
        size="small"
        color="inherit"
        endIcon={<ExpandMore aria-hidden />}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-disabled={refused || undefined}
        aria-describedby={refusedBy}
        onClick={refused ? undefined : () => setOpen(true)}
        sx={refused ? { cursor: 'not-allowed' } : undefined}
      >
        {t('breakage.open')}
      </Button>
      <Menu anchorEl={button.current} open={open} onClose={close} MenuListProps={{ 'aria-label': t('breakage.menu') }}>
        {items}
      </Menu>
    </>
  );
}
