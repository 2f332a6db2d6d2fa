namespace Swarm.Messaging.Redis.Embedded;

/// <summary>The embedded redis-server could not be found, started or kept.</summary>
internal class EmbeddedRedisException(string message, Exception? cause = null) : Exception(message, cause);
