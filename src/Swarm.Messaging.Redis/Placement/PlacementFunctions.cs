using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>The functions of placement, all in one library.</summary>
internal static class PlacementFunctions
{
    private static readonly RedisLibrary Library = new(
        "Placement", "prelude", "classes", "targets", "flow", "sessions", "choice", "strategies", "lanes", "returns", "leases", "hand-over", "outcomes", "profiles");

    public static RedisFunction TryPlace { get; } = Library.Function("try-place");

    public static RedisFunction Apply { get; } = Library.Function("apply");

    public static RedisFunction StartAttempts { get; } = Library.Function("start-attempts");

    public static RedisFunction RegisterTarget { get; } = Library.Function("register-target");

    public static RedisFunction SetSlots { get; } = Library.Function("set-slots");

    public static RedisFunction Renew { get; } = Library.Function("renew");

    public static RedisFunction DrainTarget { get; } = Library.Function("drain-target");

    public static RedisFunction RemoveTarget { get; } = Library.Function("remove-target");

    public static RedisFunction Sweep { get; } = Library.Function("sweep");

    public static RedisFunction Acknowledge { get; } = Library.Function("acknowledge");

    public static RedisFunction CleanOutcomes { get; } = Library.Function("clean-outcomes");

    public static RedisFunction SetLimit { get; } = Library.Function("set-limit");

    public static RedisFunction Pause { get; } = Library.Function("pause");

    public static RedisFunction Feedback { get; } = Library.Function("feedback");

    public static RedisFunction RegisterSession { get; } = Library.Function("session-register");

    public static RedisFunction DrainSession { get; } = Library.Function("session-drain");

    public static RedisFunction ResetSession { get; } = Library.Function("session-reset");

    public static RedisFunction CleanSessions { get; } = Library.Function("session-clean");

    public static RedisFunction Due { get; } = Library.Function("due", reads: true);

    public static RedisFunction Now { get; } = Library.Function("now", reads: true);
}
