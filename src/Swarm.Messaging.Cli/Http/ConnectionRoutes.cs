using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Cli.Http;

/// <summary>The connections of this host's nodes.</summary>
internal static class ConnectionRoutes
{
    public static void MapConnections(this RouteGroupBuilder api) => api.MapGet("/connections", (ConnectionStatus status) => Answers.Of(status.Read()));
}
