"""The offline kit: Greenlane and all it needs in one ZIP file, for laptops that never see the internet."""
