using Swarm.Messaging.Client.Http;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Commands as requests to a host's HTTP API.</summary>
internal sealed class HttpSwarmHostLink(SwarmHttp http) : ISwarmHostLink
{
    public Task<(TAnswer? Answer, CommandRejected? Rejected)> AskAsync<TCommand, TAnswer>(
        SwarmRoute route, TCommand command, TimeSpan wait, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class =>
        route.Method == HttpMethod.Get ? http.GetAsync<TAnswer>(route.Path, wait, cancellation)
        : route.Method == HttpMethod.Delete ? http.DeleteAsync<TAnswer>(route.Path, command, cancellation)
        : http.PostAsync<TAnswer>(route.Path, command, wait, cancellation);

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
