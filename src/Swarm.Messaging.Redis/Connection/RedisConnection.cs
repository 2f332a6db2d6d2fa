using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Opens connections that outlive any outage of the server.</summary>
internal static class RedisConnection
{
    /// <param name="name">Shown by CLIENT LIST.</param>
    public static ConnectionMultiplexer Open(IServiceProvider services, string name)
    {
        var settings = services.GetRequiredService<IOptions<RedisStoreOptions>>().Value;
        var options = Parse(settings.Configuration);
        options.ClientName = name;
        options.ReconnectRetryPolicy = new GrowingPauses(settings.ReconnectStep, settings.ReconnectLimit);
        options.RetryPolicy = new RequestRetries(settings);
        return ConnectionMultiplexer.Connect(options);
    }

    /// <summary>The servers, for people: no password.</summary>
    public static string Show(ConfigurationOptions options)
    {
        var shown = options.Clone();
        shown.SetDefaultPorts();
        return string.Join(", ", shown.EndPoints.Select(e => e.ToString()?.Replace("Unspecified/", "", StringComparison.Ordinal)));
    }

    /// <summary>A configuration string, or the path of a unix socket.</summary>
    public static ConfigurationOptions Parse(string configuration)
    {
        var options = configuration.StartsWith('/')
            ? new ConfigurationOptions { EndPoints = { new System.Net.Sockets.UnixDomainSocketEndPoint(configuration) } }
            : ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.ConnectRetry = int.MaxValue;
        options.ReconnectRetryPolicy = new GrowingPauses();
        options.BacklogPolicy = BacklogPolicy.Default;
        return options;
    }
}
