using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>
/// One message is one command: its id, used for another command or other content, is refused before anything is done, whatever was to be changed. That the same again is answered as the first time is the
/// commands' own affair.
/// </summary>
internal sealed class ClaimedCommands(ICommandSet commands, ISwarmCommandIds ids) : ICommandSet
{
    // Questions change nothing, and heartbeats are numbered in themselves.
    private static readonly HashSet<string> Passed =
    [
        nameof(GetSwarm), nameof(ListSwarms), nameof(GetSwarmCheckpoint), nameof(GetBlockingState), nameof(ListBlockingStates), nameof(GetSwarmMessages), nameof(GetSwarmTask), nameof(DiscoverInterruptedSwarms),
        nameof(SyncSwarmHost),
    ];

    public IReadOnlyCollection<CommandQueue> Queues => commands.Queues;

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        if (Passed.Contains(command) || CommandMark.Of(origin, command, message) is not { } mark)
            return await commands.HandleAsync(command, message, origin, cancellation).ConfigureAwait(false);
        var claim = await ids.ClaimAsync(mark, cancellation).ConfigureAwait(false);
        if (claim == CommandClaim.Other)
            return SwarmRefusals.OtherOf(command, "swarms", mark.MessageId);
        var answer = await commands.HandleAsync(command, message, origin, cancellation).ConfigureAwait(false);
        if (claim == CommandClaim.New && answer is CommandRejected)
            await ids.ForgetAsync(mark, cancellation).ConfigureAwait(false);
        return answer;
    }
}

internal static class ClaimedCommandsRegistration
{
    /// <summary>Commands of swarms whose messages are told apart.</summary>
    public static void AddSwarmCommands<T>(this IServiceCollection services)
        where T : class, ICommandSet => services.AddSingleton<ICommandSet>(p => new ClaimedCommands(ActivatorUtilities.CreateInstance<T>(p), p.GetRequiredService<ISwarmCommandIds>()));
}
