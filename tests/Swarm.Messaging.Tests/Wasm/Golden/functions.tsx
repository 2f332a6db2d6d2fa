import React, { useState } from "react";

type Props = { items: string[]; onPick?: (item: string) => void };

export function List({ items, onPick }: Props) {
  const [open, setOpen] = useState<boolean>(false);
  const pick = (item: string) => onPick && onPick(item);
  return (
    <ul className={open ? "open" : "closed"} onClick={() => setOpen(!open)}>
      {/* one line per item */}
      {items.length > 0 && items.map((item) => <li key={item} onClick={() => pick(item)}>{item}</li>)}
      <>text</>
    </ul>
  );
}

class Panel extends React.Component<Props> {
  render() {
    return this.props.items.length ? <List {...this.props} /> : null;
  }
}
