using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Agents;

internal static class LinkAnswers
{
    /// <summary>What an agent says is never refused unless it is wrong, and then trying again does not help.</summary>
    public static T OrRefused<T>(this (T? Answer, CommandRejected? Rejected) reply)
        where T : class => reply.Answer ?? throw new SwarmClientException(reply.Rejected!.Message, transient: false);
}
