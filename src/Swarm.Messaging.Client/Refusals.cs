using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client;

internal static class Refusals
{
    /// <summary>A refusal that says nothing of the command, only of the system or the caller's token, is no answer to the command.</summary>
    public static CommandRejected OrThrow(this CommandRejected rejected) => rejected.Code is "unavailable" or "internal" or "damaged" or "unauthorized"
        ? throw new SwarmClientException($"{rejected.Command} was not answered ({rejected.Code}): {rejected.Message}", rejected.Code == "unavailable")
        : rejected;
}
