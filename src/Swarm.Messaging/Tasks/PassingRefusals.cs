using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>Refusals of a submission that say nothing of it, only of the moment: the same one is taken later. Pure.</summary>
internal static class PassingRefusals
{
    private static readonly string[] Codes = ["backlog_full", "unavailable", "internal", "newer_schema"];

    public static bool Is(CommandRejected rejected) => Codes.Contains(rejected.Code, StringComparer.Ordinal);
}
