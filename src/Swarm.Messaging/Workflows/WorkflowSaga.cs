using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// A run's data: a mark per node, so that it stays small. Definition, results and what is known of ended nodes stand beside it, each
/// written once.
/// </summary>
internal sealed class WorkflowSaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    public string Client { get; set; } = "";

    public string WorkflowId { get; set; } = "";

    /// <summary>Hash of what was asked; the same id with another one is a conflict.</summary>
    public string Fingerprint { get; set; } = "";

    public int Rank { get; set; }

    public bool ContinueOnFailure { get; set; }

    public bool Compensate { get; set; }

    /// <summary>One node at a time.</summary>
    public bool OneByOne { get; set; }

    public long TimeoutMs { get; set; }

    /// <summary>The node of another workflow that this run is.</summary>
    public NodeOrigin? Parent { get; set; }

    public DateTimeOffset SubmittedAt { get; set; }

    /// <summary>Acceptance, or the latest running again.</summary>
    public DateTimeOffset BegunAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>0, and one more each time it is run again.</summary>
    public int Run { get; set; }

    /// <summary>One of <see cref="NodeMarks"/> per node, in the order of the definition.</summary>
    public string Marks { get; set; } = "";

    /// <summary>Edges whose condition did not hold.</summary>
    public HashSet<int> Untaken { get; set; } = [];

    /// <summary>Finished nodes that have a compensation, in the order in which they finished.</summary>
    public List<int> Undo { get; set; } = [];

    /// <summary>
    /// Those whose compensation failed, in the order in which it did. A rerun that keeps them forgets nothing of that: should it fail they are undone again, should it be
    /// cancelled they are still not undone, and whatever does them again has them undone before.
    /// </summary>
    public List<int> NotUndone { get; set; } = [];

    /// <summary>
    /// Nodes that were begun, may have taken effect, and have not succeeded since, and in which run they were begun first: those that were cut off, and of a run that undoes all that were begun,
    /// since what a node does there undoes, too, and may have taken effect by its first try already.
    /// </summary>
    public Dictionary<int, int> Tried { get; set; } = [];

    /// <summary>What could be undone when it was begun to undo <see cref="NotUndone"/> alone, in the order of <see cref="Undo"/>; what is not undone by then can be still.</summary>
    public List<int> UndoLater { get; set; } = [];

    /// <summary>
    /// Nodes whose workflow inside has left something that was to be undone, however deep, and the run that it is; also where that has succeeded since. Once the node is to be
    /// undone itself it is none of these any more: its own compensation undoes all of it.
    /// </summary>
    public Dictionary<int, string> Inside { get; set; } = [];

    /// <summary>Nodes whose workflow inside has succeeded and that failed all the same, by what it returned, and are not undone.</summary>
    public HashSet<int> DoneInside { get; set; } = [];

    /// <summary>What is to run again once what it has not undone is undone; null: nothing is.</summary>
    public WorkflowAgain? Again { get; set; }

    /// <summary>Its compensations were cancelled: what is not undone yet stays so.</summary>
    public bool GaveUp { get; set; }

    /// <summary>Of a workflow inside: another begins in its place, and all that it does still is to undo. Until it is taken on itself.</summary>
    public bool Superseded { get; set; }

    /// <summary>Of a workflow inside: it had succeeded when another was to begin in its place, and is taken on by none.</summary>
    public bool Replaced { get; set; }

    /// <summary>Why something is not undone, the first of it that the last try met: which node, in which run, and the error of what undoes it.</summary>
    public string? WhyNotUndone { get; set; }

    /// <summary>Since when it is paused; null: its time goes on.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>How long it was paused in this run before.</summary>
    public long PausedMs { get; set; }

    /// <summary>What triggers had left of their times when it was paused, ms by node.</summary>
    public Dictionary<int, long> Rests { get; set; } = [];

    /// <summary>One of <see cref="StopCauses"/>; null while nodes begin.</summary>
    public string? Stop { get; set; }

    /// <summary>Why it stopped.</summary>
    public string? Reason { get; set; }

    /// <summary>Results by node, as far as they are known here: those that this very commit stores among them.</summary>
    [JsonIgnore]
    public Dictionary<int, ReadOnlyMemory<byte>> AtHand { get; } = [];

    /// <summary>What the node asked for last can see, with the nodes whose results are in it: many that begin together see the same.</summary>
    [JsonIgnore]
    public (string Of, JsonElement Document)? Seen { get; set; }

    /// <summary>Where the step under way leads.</summary>
    [JsonIgnore]
    public string Next { get; set; } = "";

    /// <summary>Something in it, or inside it, was to be undone and is not.</summary>
    [JsonIgnore]
    public bool LeavesUndone => NotUndone.Count > 0 || Inside.Count > 0;

    /// <summary>What is left of its time, less than nothing when it is over. While it is paused that stays as it is.</summary>
    public TimeSpan Rest(DateTimeOffset now) => BegunAt + TimeSpan.FromMilliseconds(TimeoutMs + PausedMs) - (PausedAt ?? now);
}
