namespace Swarm.Messaging.Sagas;

/// <summary>Everything one handling of items writes, all of it or nothing, by one script.</summary>
public sealed record SagaCommit
{
    public required SagaKey Key { get; init; }

    /// <summary>The version that was loaded; 0 means that the saga must not exist yet.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>Ids of the items that this commit applies. One that is marked already refuses the commit.</summary>
    public required IReadOnlyList<string> Inbox { get; init; }

    public required string State { get; init; }

    /// <summary>Indexed together with the state.</summary>
    public required string Client { get; init; }

    public required int SchemaVersion { get; init; }

    public required ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>Entries as UTF-8 JSON without time and version; the script adds both.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Timeline { get; init; } = [];

    /// <summary>Written once, beside the document.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>Written once, beside the document.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }

    /// <summary>Entries added to the end of the saga's named lists.</summary>
    public IReadOnlyList<CollectionAppend> Appends { get; init; } = [];

    /// <summary>Fields set in the saga's named hashes; each write costs its own field, however large the hash.</summary>
    public IReadOnlyList<FieldSet> Fields { get; init; } = [];

    /// <summary>What the saga emitted, as one entry under the id <c>{type}:{id}:{new version}</c>; null when it emitted nothing.</summary>
    public ReadOnlyMemory<byte>? Outbox { get; init; }

    /// <summary>Timers to set, as delays on the store's clock. Setting one again moves it.</summary>
    public IReadOnlyList<TimerSet> TimersSet { get; init; } = [];

    public IReadOnlyList<string> TimersCleared { get; init; } = [];

    /// <summary>Names of the timers that are set at <see cref="ExpectedVersion"/>; null when that is not known: an end then looks for them.</summary>
    public IReadOnlyCollection<string>? OpenTimers { get; init; }

    /// <summary>How long the saga is kept from now on; null while it is open (and takes back an earlier retention).</summary>
    public TimeSpan? Retain { get; init; }

    /// <summary>True when this commit ends the saga: all its timers go, and listeners of ends are told.</summary>
    public bool Ended { get; init; }
}

/// <param name="Collection">Name of the list, <c>[a-z-]{1,32}</c>.</param>
public readonly record struct CollectionAppend(string Collection, ReadOnlyMemory<byte> Entry);

/// <param name="Collection">Name of the hash, <c>[a-z-]{1,32}</c>; no list has the same.</param>
public readonly record struct FieldSet(string Collection, string Field, ReadOnlyMemory<byte> Value);

/// <param name="Name">Unique within the saga, <c>[a-z0-9-]{1,32}</c>.</param>
public readonly record struct TimerSet(string Name, TimeSpan Delay);
