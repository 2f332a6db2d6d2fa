using System.Net.Sockets;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>Which failures of what is outside may be gone by the next attempt. Pure.</summary>
internal static class TransientErrors
{
    private static readonly string[] Words =
    [
        "ETIMEDOUT", "ECONNRESET", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN", "ENOTFOUND",
        "timeout", "network", "temporarily unavailable", "rate limit", "too many requests", "service unavailable", "503", "429",
    ];

    /// <summary>By the code, or a word of the message.</summary>
    public static bool Is(string? code, string message) =>
        Words.Any(word => string.Equals(word, code, StringComparison.OrdinalIgnoreCase) || Says(message, word));

    public static bool IsStatus(int status) => status is 408 or 429 or >= 500;

    /// <summary>
    /// A connection that broke before the answer was whole. Not what was answered and is no HTTP or is too much of it, nor what failed on the way
    /// to a connection (name, socket, TLS): there the code alone says whether another attempt may help.
    /// </summary>
    public static bool IsBroken(Exception e) => e switch
    {
        IOException => true,
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError } => true,
        // Not what TLS has to say of it.
        HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException { InnerException: SocketException } } => true,
        _ => false,
    };

    /// <summary>The name under which systems everywhere know it; null for others.</summary>
    public static string? Code(Exception e) => e switch
    {
        SocketException socket => Code(socket.SocketErrorCode),
        TimeoutException or TaskCanceledException { InnerException: TimeoutException } => "ETIMEDOUT",
        { InnerException: { } inner } => Code(inner),
        _ => null,
    };

    private static string? Code(SocketError error) => error switch
    {
        SocketError.TimedOut => "ETIMEDOUT",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "ECONNRESET",
        SocketError.ConnectionRefused => "ECONNREFUSED",
        SocketError.HostUnreachable or SocketError.HostDown => "EHOSTUNREACH",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "ENETUNREACH",
        SocketError.TryAgain => "EAI_AGAIN",
        SocketError.HostNotFound or SocketError.NoData => "ENOTFOUND",
        _ => null,
    };

    /// <summary>As a word: 1503 does not say 503.</summary>
    private static bool Says(string message, string word)
    {
        for (var at = message.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = message.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(message[at - 1])) && (end == message.Length || !char.IsLetterOrDigit(message[end])))
                return true;
        }

        return false;
    }
}
