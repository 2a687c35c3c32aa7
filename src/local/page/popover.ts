const GAP = 6;

/** Opens a popover beside the button that controls it, above or below, wherever there is room. */
export function anchorPopover(button: HTMLElement, panel: HTMLElement): void {
  panel.addEventListener('toggle', () => {
    if (!panel.matches(':popover-open')) return;
    const { left, top, bottom } = button.getBoundingClientRect();
    const { width, height } = panel.getBoundingClientRect();
    const below = bottom + GAP + height <= window.innerHeight;
    const x = Math.max(GAP, Math.min(left, window.innerWidth - width - GAP));
    panel.style.setProperty('left', `${x}px`);
    panel.style.setProperty('top', `${below ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`);
    panel.querySelector<HTMLElement>('button, input')?.focus();
  });
}
