namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>How failures of one class are recovered from.</summary>
/// <param name="Name">e.g. <c>memory_recovery</c>.</param>
/// <param name="Actions">Names of actions, in the order they are done before each attempt.</param>
/// <param name="Attempts">Recovery attempts before the fallback; a task of rank 0 gets one fewer, but at least one. 0: straight to the fallback.</param>
public sealed record RecoveryStrategy(string Name, IReadOnlyList<string> Actions, int Attempts)
{
    public const int MostAttempts = 10;

    public int AttemptsFor(int rank) => rank == 0 ? Math.Max(Math.Min(1, Attempts), Attempts - 1) : Attempts;
}
