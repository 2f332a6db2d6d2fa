using System.CommandLine.Parsing;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>The address of a RabbitMQ. It may hold a password: of a wrong one no more is repeated than its scheme.</summary>
internal static class BrokerAddress
{
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0 ? uri : null;

    /// <summary>What is wrong with it, behind the name of what it was given for.</summary>
    public static string Fault(string text)
    {
        var scheme = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? $" is {uri.Scheme}://..., which" : "";
        return $"{scheme} is not an address of the form amqp://user:password@host:5672/vhost, or amqps://... for TLS.";
    }

    /// <summary>For an option's parser.</summary>
    public static Uri? Of(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
            return null;
        var text = result.Tokens[0].Value;
        if (Parse(text) is { } address)
            return address;
        result.AddError((result.Parent is OptionResult { Option.Name: var option } ? option : "The broker") + Fault(text));
        return null;
    }
}
