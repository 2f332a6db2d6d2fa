using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>A small CRM for many clients: pages that a browser drives, and a REST interface beside them.</summary>
internal sealed class CrmApp : IAsyncDisposable
{
    private readonly WebApplication app;

    private CrmApp(WebApplication app, CrmDatabase data, IReadOnlyList<CrmClient> clients, string file)
    {
        (this.app, Data, Clients, CredentialsFile) = (app, data, clients, file);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public CrmDatabase Data { get; }

    public CrmFaults Faults => app.Services.GetRequiredService<CrmFaults>();

    public IReadOnlyList<CrmClient> Clients { get; }

    /// <summary><c>{ "clients": { id: { "user", "password", "token" } } }</c>, for this user's eyes only.</summary>
    public string CredentialsFile { get; }

    /// <summary>Returns when it answers.</summary>
    public static async Task<CrmApp> StartAsync(CrmSettings settings, TimeProvider? time = null)
    {
        Directory.CreateDirectory(settings.Data);
        var data = new CrmDatabase(Path.Combine(settings.Data, "crm.db"));
        var file = Path.GetFullPath(Path.Combine(settings.Data, "credentials.json"));
        var clients = CrmClients.Prepare(data, settings, file);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{settings.Port}");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(settings).AddSingleton(data).AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<CrmFaults>().AddSingleton<RateLimits>();
        var app = builder.Build();
        app.UseRouting();
        app.UseMiddleware<CrmGate>();
        LoginPages.Map(app);
        CrmPages.Map(app);
        CrmApi.Map(app);
        app.UseEndpoints(_ => { });
        await app.StartAsync().ConfigureAwait(false);
        return new CrmApp(app, data, clients, file);
    }

    /// <summary>Until a signal.</summary>
    public Task RunAsync() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync().ConfigureAwait(false);
        Data.Dispose();
    }
}
