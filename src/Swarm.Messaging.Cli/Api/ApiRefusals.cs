using System.Net;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Api;

/// <summary>Reads a refusal out of whatever an HTTP error carries.</summary>
internal static class ApiRefusals
{
    public static CommandRejected Read(HttpStatusCode status, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<CommandRejected>(body, CliJson.Line) ?? Unreadable(status, body);
        }
        catch (JsonException)
        {
            return Unreadable(status, body);
        }
    }

    private static CommandRejected Unreadable(HttpStatusCode status, byte[] body) => new()
    {
        Command = "",
        Code = status == HttpStatusCode.RequestEntityTooLarge ? "too_large" : $"http_{(int)status}",
        Message = $"The host answered {(int)status} {status}: {Shown.Cut(Encoding.UTF8.GetString(body), 300)}".TrimEnd(' ', ':'),
    };
}
