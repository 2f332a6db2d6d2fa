using System.Net;
using System.Net.Http.Headers;

namespace Swarm.Messaging.Workflows.Connections;

/// <summary>
/// Follows redirects as the handler of .NET does, but never to what is not HTTP: that one asks an <c>ftp://</c> address by HTTP. Where it does not follow, the redirect is the answer.
/// The request keeps the address that was asked last.
/// What says who asks goes on to the same scheme, host and port alone.
/// </summary>
internal sealed class Redirects(HttpMessageHandler inner, int most) : DelegatingHandler(inner)
{
    /// <summary>What any server may know, besides the headers of the body and those that begin with Accept-. The last two tie the calls of one trace together.</summary>
    private static readonly HashSet<string> ForAll = new(["Accept", "User-Agent", "Idempotency-Key", "traceparent", "tracestate"], StringComparer.OrdinalIgnoreCase);

    public const string SignedAt = "X-Swarm-Timestamp";

    public const string Signature = "X-Swarm-Signature";

    /// <summary>What is meant for the body that was signed, and goes with it alone.</summary>
    public static readonly IReadOnlySet<string> Signed = new HashSet<string>([SignedAt, Signature], StringComparer.OrdinalIgnoreCase);

    /// <returns>Where the answer sends the request on to; null: nowhere that could be read.</returns>
    public static Uri? Target(Uri from, HttpResponseMessage answer)
    {
        if (!IsRedirect(answer.StatusCode) || answer.Headers.Location is not { } location || !Uri.TryCreate(from, location, out var to))
            return null;
        // A fragment lives on unless the new address has its own.
        return from.Fragment.Length > 0 && to.Fragment.Length == 0 ? new UriBuilder(to) { Fragment = from.Fragment }.Uri : to;
    }

    public static bool IsRedirect(HttpStatusCode status) => (int)status is >= 300 and <= 303 or 307 or 308;

    public static bool IsHttp(Uri address) => address.Scheme is "http" or "https";

    /// <summary>What was asked by https is not asked without it.</summary>
    public static bool IsOpened(Uri from, Uri to) => from.Scheme == "https" && to.Scheme != "https";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        for (var n = 0; n < most && Target(request.RequestUri!, answer) is { } to && IsHttp(to) && !IsOpened(request.RequestUri!, to); n++)
        {
            var status = answer.StatusCode;
            answer.Dispose();
            if (!IsSame(request.RequestUri!, to))
                KeepBack(request.Headers);
            request.RequestUri = to;
            if (IsAskedByGet(status, request.Method))
            {
                (request.Method, request.Content) = (HttpMethod.Get, null);
                foreach (var name in Signed)
                    request.Headers.Remove(name);
            }

            answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }

    private static bool IsSame(Uri from, Uri to) =>
        from.Scheme == to.Scheme && from.Port == to.Port && string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is meant for who was asked first.</summary>
    private static void KeepBack(HttpRequestHeaders headers)
    {
        foreach (var name in headers.NonValidated.Select(header => header.Key).ToArray())
        {
            if (!ForAll.Contains(name) && !name.StartsWith("Accept-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                headers.Remove(name);
        }
    }

    private static bool IsAskedByGet(HttpStatusCode status, HttpMethod method) => (int)status switch
    {
        >= 300 and <= 302 => method == HttpMethod.Post,
        303 => method != HttpMethod.Get && method != HttpMethod.Head,
        _ => false,
    };
}
