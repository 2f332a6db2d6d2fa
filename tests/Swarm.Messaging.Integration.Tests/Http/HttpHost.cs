using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Http;

/// <summary>A host as <c>swarm up</c> starts it, embedded, in this process and a folder of its own.</summary>
public sealed class HttpHost : IAsyncLifetime
{
    private readonly TempFolder folder = new("http");
    private readonly Dictionary<string, string?> more;

    public HttpHost()
        : this([])
    {
    }

    internal HttpHost(Dictionary<string, string?> more) => this.more = more;

    internal SwarmHost Host { get; private set; } = null!;

    internal Api Api { get; private set; } = null!;

    internal string Data => folder.Combine("data");

    internal T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        var modules = Directory.CreateDirectory(folder.Combine("modules")).FullName;
        await File.WriteAllTextAsync(Path.Combine(modules, "letter.wasm"), "Dear all, this is a letter.");
        Host = await TestHost.StartAsync(SettingsReader.Read(new Dictionary<string, string?>(more)
        {
            ["Data"] = Data,
            ["Wasm:ModuleFolder"] = modules,
            ["Logging:Console"] = "false",
        }, folder.Path));
        Api = new Api(Host.Address, Host.Token);
    }

    public async Task DisposeAsync()
    {
        Api?.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class HttpCollection : ICollectionFixture<HttpHost>
{
    public const string Name = "http";
}
