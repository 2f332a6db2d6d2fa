namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>What of a text may stay in its database when nothing more is heard of it: whether another attempt could do it twice.</summary>
internal enum Keeping
{
    /// <summary>It is in a transaction that has not been told to end, or does nothing a second time that it has not done the first.</summary>
    Nothing,

    /// <summary>All of it, unless the database itself says that it was undone: its commit is on its way, or a statement that no transaction of the node is around.</summary>
    UnlessUndone,

    /// <summary>A part of it or all, whatever the database says of how it ended.</summary>
    Parts,
}
