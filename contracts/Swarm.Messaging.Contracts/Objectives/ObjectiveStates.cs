namespace Swarm.Messaging.Contracts.Objectives;

/// <summary>The states of an objective, as its workflow is.</summary>
public static class ObjectiveStates
{
    /// <summary>Being taken apart; nothing is stored yet.</summary>
    public const string Planning = "planning";

    /// <summary>Stored; no agent has begun yet.</summary>
    public const string Initializing = "initializing";

    public const string Executing = "executing";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
}
