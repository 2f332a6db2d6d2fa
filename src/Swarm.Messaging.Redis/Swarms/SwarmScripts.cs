using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>The scripts of swarms, each with the parts it builds on.</summary>
internal static class SwarmScripts
{
    // In this order: a part may add to what swarm-prelude.lua calls when a swarm is interrupted, ends or leaves.
    private static readonly string[] Parts = ["prelude"];

    public static RedisScript Script(string name) => new([.. Parts.Append(name).Select(part => $"Swarms.swarm-{part}.lua")]);
}
