using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Commands;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Messages of commands beside the registry, as swarm-applied.lua keeps those of each swarm.</summary>
internal sealed class RedisSwarmCommandIds(SwarmRedis redis) : ISwarmCommandIds
{
    private static readonly RedisScript Claim = SwarmScripts.Script("claim");
    private static readonly RedisScript Forget = SwarmScripts.Script("forget");

    public async Task<CommandClaim> ClaimAsync(CommandMark mark, CancellationToken cancellation) =>
        (string)(await redis.RunAsync(Claim, cancellation, mark.Text).ConfigureAwait(false))! switch { "new" => CommandClaim.New, "known" => CommandClaim.Known, _ => CommandClaim.Other };

    public Task ForgetAsync(CommandMark mark, CancellationToken cancellation) => redis.RunAsync(Forget, cancellation, mark.Text);
}
