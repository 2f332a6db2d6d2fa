namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>Names for how well a session does.</summary>
internal static class SessionHealth
{
    public const string Healthy = "healthy";
    public const string Degraded = "degraded";
    public const string Unhealthy = "unhealthy";

    public static string Of(decimal health, DistributionOptions options) => health > options.HealthyAbove ? Healthy : health > options.DegradedAbove ? Degraded : Unhealthy;
}
