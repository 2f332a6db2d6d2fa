namespace Swarm.Messaging.Workflows.Connections;

/// <summary>Counts the requests of nodes that were answered, and how long until the head of the answer was there.</summary>
internal sealed class MeasuredRequests(HttpPools pools, HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A redirect changes the request's address.
        var (address, begun) = (request.RequestUri!, time.GetTimestamp());
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        pools.Served(address, time.GetElapsedTime(begun));
        return answer;
    }
}
