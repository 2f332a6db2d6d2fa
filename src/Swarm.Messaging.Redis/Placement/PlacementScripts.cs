using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>The scripts of placement, each with the parts it builds on.</summary>
internal static class PlacementScripts
{
    private static readonly string[] Parts = ["prelude", "classes", "targets", "flow", "sessions", "choice", "strategies", "lanes", "returns", "leases", "hand-over"];

    public static RedisScript TryPlace { get; } = Script("try-place");

    public static RedisScript Apply { get; } = Script("outcomes", "apply");

    public static RedisScript StartAttempts { get; } = Alone("start-attempts");

    public static RedisScript RegisterTarget { get; } = Script("profiles", "register-target");

    public static RedisScript SetSlots { get; } = Script("set-slots");

    public static RedisScript Renew { get; } = Script("renew");

    public static RedisScript DrainTarget { get; } = Script("drain-target");

    public static RedisScript RemoveTarget { get; } = Script("profiles", "remove-target");

    public static RedisScript Sweep { get; } = Script("profiles", "sweep");

    public static RedisScript Acknowledge { get; } = Script("acknowledge");

    public static RedisScript CleanOutcomes { get; } = Script("outcomes", "clean-outcomes");

    public static RedisScript SetLimit { get; } = Script("set-limit");

    public static RedisScript Pause { get; } = Script("pause");

    public static RedisScript Feedback { get; } = Script("feedback");

    public static RedisScript RegisterSession { get; } = Script("session-register");

    public static RedisScript DrainSession { get; } = Script("session-drain");

    public static RedisScript ResetSession { get; } = Script("session-reset");

    public static RedisScript CleanSessions { get; } = Script("session-clean");

    public static RedisScript Now { get; } = Alone("now");

    // Every part costs each call a little, so what needs none has none.
    private static RedisScript Alone(string name) => new("Placement.prelude.lua", $"Placement.{name}.lua");

    private static RedisScript Script(params string[] names) =>
        new([.. Parts.Concat(names).Select(name => $"Placement.{name}.lua")]);
}
