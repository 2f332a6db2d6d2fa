namespace Swarm.Messaging.Redis.Embedded;

/// <summary>The embedded redis-server could not be found, started or kept.</summary>
internal class EmbeddedRedisException(string message, Exception? cause = null) : SwarmException(message, cause)
{
    /// <summary>Somebody has to install, free or mend something first.</summary>
    public override bool Transient => false;
}
