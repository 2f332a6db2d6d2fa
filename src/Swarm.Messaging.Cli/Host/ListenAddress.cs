using System.Net;
using System.Net.Sockets;

namespace Swarm.Messaging.Cli.Host;

/// <summary>Where the HTTP API listens: <c>address:port</c>, with a loopback address unless a token is configured.</summary>
internal static class ListenAddress
{
    /// <summary>Shorter ones can be guessed.</summary>
    public const int MinTokenLength = 16;

    public static void Check(string? listen, string? token, List<string> failures)
    {
        IPEndPoint? address = null;
        if (listen is not null && !TryParse(listen, out address))
            failures.Add($"Http:Listen (--listen) is '{listen}'; it must be address:port, e.g. {HostSettings.DefaultListen}, localhost:0 or 0.0.0.0:7070.");
        if (token is not null && (token.Length < MinTokenLength || !token.All(c => c is > ' ' and < '\x7f')))
            failures.Add($"Http:Token (--token, SWARM_HTTP__TOKEN) has {token.Length} characters; it must have at least {MinTokenLength} printable ASCII characters without spaces.");
        if (token is null && address is not null && !IPAddress.IsLoopback(address.Address))
        {
            failures.Add($"Http:Listen is '{listen}', which others can reach, and there is no Http:Token: anybody could run tasks here. "
                + "Give --token, or set SWARM_HTTP__TOKEN, or listen on 127.0.0.1.");
        }
    }

    public static IPEndPoint Of(HostSettings settings)
    {
        var failures = new List<string>();
        Check(settings.Listen, settings.Token, failures);
        if (failures.Count > 0)
            throw new SettingsException(failures);
        return TryParse(settings.Listen ?? (settings.Embedded ? "127.0.0.1:0" : HostSettings.DefaultListen), out var address)
            ? address
            : throw new InvalidOperationException("It was checked a moment ago.");
    }

    /// <summary>Tries to listen there for a moment; null when it can.</summary>
    public static string? Refusal(IPEndPoint listen)
    {
        if (listen.Port == 0)
            return null;
        using var socket = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(listen);
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return Refusal(listen, e);
        }
    }

    /// <summary>What the system said against listening there, as a sentence; null when a start failed of something else.</summary>
    public static string? Refusal(IPEndPoint listen, Exception failure)
    {
        var why = (failure.GetBaseException() as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "where another program listens already. Stop that program",
            SocketError.AddressNotAvailable => "which is no address of this machine. Take one that is, 127.0.0.1 or 0.0.0.0",
            SocketError.AccessDenied => "where this user may not listen. Take a port above 1023",
            _ => null,
        };
        return why is null ? null : $"Http:Listen is '{listen}', {why}, or let the system choose a free port: --listen 127.0.0.1:0.";
    }

    private static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPEndPoint? address)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        address = ushort.TryParse(text.AsSpan(colon + 1), out var port) && host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.Any,
            _ => IPAddress.TryParse(host, out var parsed) ? parsed : null,
        } is { } ip ? new IPEndPoint(ip, port) : null;
        return address is not null;
    }
}
