namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>A strategy as settings name it.</summary>
public sealed class StrategySettings
{
    /// <summary>e.g. <c>licence_recovery</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Names of actions, in order.</summary>
    public IList<string> Actions { get; } = [];

    /// <summary>0 to 10. Default 3.</summary>
    public int Attempts { get; set; } = 3;

    internal RecoveryStrategy ToStrategy() => new(Name, [.. Actions], Attempts);
}
