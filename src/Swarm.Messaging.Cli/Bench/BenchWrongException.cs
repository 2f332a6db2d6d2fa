namespace Swarm.Messaging.Cli.Bench;

/// <summary>A benchmark found its own result wrong: something was lost or doubled, so its figures mean nothing.</summary>
internal sealed class BenchWrongException(string message) : SwarmException(message)
{
    public override bool Transient => false;
}
