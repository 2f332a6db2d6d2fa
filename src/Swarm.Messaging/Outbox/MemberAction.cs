namespace Swarm.Messaging.Outbox;

/// <summary>What becomes of tasks of a batch.</summary>
internal enum MemberAction
{
    /// <summary>Each enters the queue.</summary>
    Release,

    /// <summary>They are given to an agent as one task.</summary>
    Bulk,

    /// <summary>The one task has ended: each gets its part of the answer. Without one it has had an execution of which nobody knows what it did, or enters the queue when the one task never began.</summary>
    Items,

    /// <summary>Nothing was heard of them for a while.</summary>
    Ask,

    /// <summary>Nothing was heard of them for a while, and the one task has ended.</summary>
    AskItems,

    /// <summary>All of them have ended: the one task is not wanted any more.</summary>
    Cancel,
}
