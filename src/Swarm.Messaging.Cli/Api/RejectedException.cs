using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Api;

/// <summary>The host understood and refused.</summary>
internal sealed class RejectedException(CommandRejected rejected) : SwarmException(rejected.Message)
{
    public CommandRejected Rejected { get; } = rejected;

    public override bool Transient => false;
}
