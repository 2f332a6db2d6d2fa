using System.Net;
using System.Net.Sockets;

namespace Swarm.Messaging.Cli.Services;

internal static class FreePort
{
    /// <summary>Ports nobody listened on a moment ago; all different. Somebody may still take one before its user does.</summary>
    public static int[] Take(int count)
    {
        var listeners = new TcpListener[count];
        for (var i = 0; i < count; i++)
        {
            // All are held until the last is known, else the same one could come twice.
            listeners[i] = new TcpListener(IPAddress.Loopback, 0);
            listeners[i].Start();
        }

        var ports = Array.ConvertAll(listeners, listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }

    public static int Take() => Take(1)[0];
}
