namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>Names for how well a session does.</summary>
internal static class SessionHealth
{
    public const string Healthy = "healthy";
    public const string Degraded = "degraded";
    public const string Unhealthy = "unhealthy";

    public static string Of(decimal health) => health > 0.7m ? Healthy : health > 0.3m ? Degraded : Unhealthy;
}
