namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>One thing that goes wrong.</summary>
/// <param name="At">Since the start of the run.</param>
/// <param name="Process">Whose, from 0; of Redis -1.</param>
/// <param name="For">How long it lasts.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Process, TimeSpan For)
{
    public const int OfRedis = -1;

    public override string ToString() => $"{At.TotalSeconds,5:0.0} s  {(Process == OfRedis ? "Redis" : $"host-{Process + 1}")} {(Kind == FaultKind.Redis ? "kill" : Kind.ToString().ToLowerInvariant())} for {For.TotalSeconds:0.0} s";
}
