using System.Net;

namespace Swarm.Messaging.Client.Http;

/// <summary>
/// How a host is asked: one on this machine never by way of a proxy, which would be handed the token and need not reach it; any other as
/// <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> say.
/// </summary>
internal static class HostHandler
{
    /// <param name="proxy">Default: what the environment says.</param>
    public static SocketsHttpHandler Create(IWebProxy? proxy = null) => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        Proxy = new PastLoopback(proxy ?? HttpClient.DefaultProxy),
    };

    private sealed class PastLoopback(IWebProxy inner) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => inner.Credentials;
            set => inner.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => inner.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || inner.IsBypassed(host);
    }
}
