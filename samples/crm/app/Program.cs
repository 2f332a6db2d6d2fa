using Swarm.Messaging.Samples.Crm;

// dotnet run --project samples/crm/app -- --Data ./crm-data --Port 8081 --Faults:FailRate 0.05
var settings = new ConfigurationBuilder().AddCommandLine(args).Build().Get<CrmSettings>() ?? new CrmSettings();
var app = await CrmApp.StartAsync(settings).ConfigureAwait(false);
await using (app.ConfigureAwait(false))
{
    Console.WriteLine($"CRM at {app.Address} with {app.Clients.Count} clients; their credentials are in {app.CredentialsFile}. Ctrl-C stops it.");
    await app.RunAsync().ConfigureAwait(false);
}
