using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>The scripts of swarms, each with the parts it builds on.</summary>
internal static class SwarmScripts
{
    // In this order: a part may add to what swarm-prelude.lua calls when a swarm is interrupted, ends or leaves.
    private static readonly string[] Parts =
    [
        "Swarms.swarm-prelude.lua", "Swarms.swarm-applied.lua", "Swarms.Leadership.leader-ended.lua", "Swarms.Messages.messages.lua", "Swarms.Messages.messages-removed.lua", "Swarms.Work.work.lua", "Swarms.Work.work-ended.lua",
        "Swarms.Resources.resources.lua", "Swarms.Resources.resources-ended.lua",
    ];

    public static RedisScript Script(string name) => new([.. Parts, $"Swarms.swarm-{name}.lua"]);
}
